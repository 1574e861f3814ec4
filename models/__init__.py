"""What is learned: scikit-learn estimators from tables and arrays to arrays."""
