"""Read the table of cookies of an existing policy, judge it and add it to the draft register."""
