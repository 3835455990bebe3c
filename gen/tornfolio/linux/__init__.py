"""Runs functions of a Linux tree under every schedule, beside the model."""
