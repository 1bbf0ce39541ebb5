"""What a cut or a rise of the budget would do to the leads that are delivered."""
