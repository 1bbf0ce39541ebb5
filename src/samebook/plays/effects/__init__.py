"""What works: time to the end of stalls and time in stages with and without a play, and offers drawn by lot."""
