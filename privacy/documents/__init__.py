"""The register and the policy as documents: PDF/UA for people and archives, spreadsheets for those who count."""
