"""Links of the delivery mail: one purpose, one rep, one lead, for a time."""

from django.db import models


class DeliveryLink(models.Model):
    """Opens a page that asks for confirmation, so that a mail scanner changes nothing. Only the hash is kept."""

    hash = models.CharField(max_length=64, unique=True)
    lead = models.ForeignKey("leads.Lead", models.CASCADE, related_name="links")
    user = models.ForeignKey("company.User", models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=10, choices=[("accept", "Accept"), ("reject", "Reject"), ("log", "Log")])
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
