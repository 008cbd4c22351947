"""What follows from the store: pure functions of the tracker."""
