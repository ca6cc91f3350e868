"""The API as pages to read: written from the OpenAPI document, plain HTML and CSS, nothing fetched from elsewhere."""
