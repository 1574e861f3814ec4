"""What an organisation wants: the program file, its presets and its rules."""
