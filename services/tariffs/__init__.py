"""Prices as data: tariff versions, their check, and the one pricer that preview, run, what-if and explanation share."""
