"""The door to django-allauth: who may have an account, which address is hers, and
what is sent to it."""

import logging
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rota.models import Person

log = logging.getLogger("astreinte.accounts")

SWITCHED_ON = "mfa/email/totp_activated"
PROVEN_AT = "second_step_proven_at"  # key of the session: seconds since 1970
PROVEN_FOR = 300  # seconds

WORDS: dict[str, Promise] = {
    "duplicate_email": _("This is your address already."),
    "email_password_mismatch": _(
        "This address and this password do not go together. Without a password, sign "
        "in with a code sent by e-mail."
    ),
    "email_taken": _("Another account has this address."),
    "enter_current_password": _("This is not your current password."),
    "incorrect_code": _("This is not the code we sent. Check its digits."),
    "incorrect_password": _("This is not your password."),
    "rate_limited": _("Too many requests. Wait a minute, then try again."),
    "too_many_login_attempts": _(
        "Too many attempts. Wait a few minutes, then try again."
    ),
}
# what was changed, by the name allauth gives the e-mail about it
CHANGES: dict[str, Promise] = {
    "account/email/email_changed": _("The e-mail address to sign in with changed."),
    "account/email/password_changed": _("The password was changed."),
    "account/email/password_reset": _("The password was replaced."),
    "account/email/password_set": _("A password was set."),
    SWITCHED_ON: _("Two-step sign-in was switched on."),
    "mfa/email/totp_deactivated": _("Two-step sign-in was switched off."),
    "mfa/email/recovery_codes_generated": _("New recovery codes were made."),
}


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up: the lead adds people (rota/views/team.py) and vouches for
    their addresses. The address of an account is `Person.email`, and no other."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        **WORDS,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Always closed."""
        return False

    def clean_email(self, email: str) -> str:
        """The address somebody wants to change to. Raises ValidationError when it
        is another person's: colleagues know each other's, there is no secret."""
        user = getattr(self.request, "user", None)
        others = Person.objects.filter(email__iexact=email)
        if user and user.is_authenticated and others.exclude(pk=user.pk).exists():
            raise self.validation_error("email_taken")
        return email

    def pre_login(
        self, request: HttpRequest, user: Person, **about: Any
    ) -> HttpResponse | None:
        """Lets in by the person's own address only, which counts as proven."""
        email = about["email"]
        if email and email.lower() != user.email.lower():
            messages.error(
                request, gettext("This address is not the one of your account.")
            )
            return redirect("account_login")
        _keep_one_address(user)
        return super().pre_login(request, user, **about)

    def is_reauthentication_required(self, *, app: str, **about: Any) -> bool:
        """Not of somebody who switched the second step on a moment ago: she goes on
        to her recovery codes, and typed a code of the app just before."""
        proven_at = self.request.session.get(PROVEN_AT, 0)
        if timezone.now().timestamp() - proven_at < PROVEN_FOR:
            return False
        return bool(super().is_reauthentication_required(app=app, **about))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to where the link to it is."""
        return reverse("profile")

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        """Back to where the link to it is."""
        return reverse("profile")

    def send_mail(
        self, template_prefix: str, email: str, context: dict[str, Any]
    ) -> None:
        """Sends a code. When the mail server is away, the page says so."""
        try:
            self._send(template_prefix, email, context)
        except OSError as error:  # smtplib's errors are OSErrors
            log.warning("A code could not be sent: %s.", type(error).__name__)
            page = render(self.request, "account/mail_is_down.html", status=503)
            raise ImmediateHttpResponse(page) from error

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Person,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tells somebody that her account changed; the change stands without it."""
        if template_prefix == SWITCHED_ON:
            self.request.session[PROVEN_AT] = timezone.now().timestamp()
        what = CHANGES.get(template_prefix, gettext("Something was changed."))
        slots = {"what": what, "at": timezone.now()}
        try:
            self._send("account/email/changed", email or user.email, slots)
        except OSError as error:
            log.warning("A change was not told: %s.", type(error).__name__)

    def _send(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the language of the person of this address, else of the page."""
        person = Person.objects.filter(email__iexact=email).first()
        language = (person.language if person else "") or translation.get_language()
        with translation.override(language):
            super().send_mail(template_prefix, email, context)


def _keep_one_address(user: Person) -> None:
    """Allauth's rows say what `Person.email` says."""
    with transaction.atomic():
        own = EmailAddress.objects.filter(user=user)
        own.exclude(email=user.email).delete()
        EmailAddress.objects.filter(email=user.email).exclude(user=user).delete()
        EmailAddress.objects.update_or_create(
            user=user, email=user.email, defaults={"verified": True, "primary": True}
        )
