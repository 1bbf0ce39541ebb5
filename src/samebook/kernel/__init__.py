"""What every chapter speaks: refusals, problems, actors, periods, money. Plain Python."""
