"""Randomised hold-outs: some accounts are left without a communication by lot, so that its effect can be measured."""
