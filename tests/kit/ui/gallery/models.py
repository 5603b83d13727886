"""One made-up row: a unit's report."""

from django.db import models


class Row(models.Model):
    name = models.TextField()
    search = models.TextField()
    key = models.TextField()
    state = models.TextField()
    shops = models.IntegerField(null=True)
    money = models.BigIntegerField()
    share = models.DecimalField(max_digits=6, decimal_places=2)
    due = models.DateField()
    at = models.DateTimeField(null=True)

    class Meta:
        app_label = "gallery"
        ordering = ["key"]

    def __str__(self) -> str:
        return self.name
