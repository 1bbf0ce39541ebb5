"""What happens around every view: who asks, in which company, and what a refusal looks like."""
