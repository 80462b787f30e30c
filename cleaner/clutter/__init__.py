"""Blocks -> findings -> removals: rules, heuristics, learned scorers, site profiles, and the policy."""
