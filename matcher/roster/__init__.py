"""People in: rosters, relations and seatings read from files, with a report."""
