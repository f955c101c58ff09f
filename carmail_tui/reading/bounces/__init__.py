"""Mail that comes back: reports, the free text of mail servers, complaints, automatic replies."""
