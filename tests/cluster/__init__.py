"""What only a real Spark cluster can show; ``make test-cluster`` begins one and runs these."""
