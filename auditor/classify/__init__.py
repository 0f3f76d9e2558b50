"""What an auditor would make of an indicator row: rules first, trained models beside them."""
