"""Reads across models."""
