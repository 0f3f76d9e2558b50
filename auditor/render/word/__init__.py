"""Word documents from templates that an office can edit."""
