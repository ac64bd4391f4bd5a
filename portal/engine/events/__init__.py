"""From events to customers: roles of columns, cleaning, a ledger, features, RFM."""
