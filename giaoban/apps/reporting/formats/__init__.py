"""Files of reporting: the Excel workbook a unit fills, and the archive that carries hundreds of them."""
