"""What BI tools are given beside the tables: metrics, and a dashboard of Superset."""
