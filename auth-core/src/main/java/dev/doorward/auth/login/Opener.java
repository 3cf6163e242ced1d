package dev.doorward.auth.login;

import dev.doorward.auth.account.AccountState;
import dev.doorward.auth.audit.AuditLog;
import dev.doorward.auth.audit.AuditType;
import dev.doorward.auth.device.IssuedDevice;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.session.IssuedSession;
import dev.doorward.auth.session.Session;
import dev.doorward.auth.session.SessionIssuer;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What every login does that the {@link Gate} has admitted, in the same transaction. */
final class Opener {
    private final SessionIssuer issuer;
    private final LoginMails mails;
    private final AuditLog audit;

    Opener(SessionIssuer issuer, LoginMails mails, AuditLog audit) {
        this.issuer = issuer;
        this.mails = mails;
        this.audit = audit;
    }

    /**
     * Ends the session the browser had before, opens the new one, and tells the owner of a browser that was not known.
     */
    IssuedSession open(
            Handle handle, AccountState admitted, SessionIssuer.Opening opening, @Nullable Session replaced) {
        if (replaced != null) {
            issuer.end(handle, replaced, opening.client());
        }
        IssuedSession issued = issuer.open(handle, opening);
        issued.device()
                .filter(IssuedDevice::notifyOwner)
                .ifPresent(device -> tell(handle, admitted, device, opening.client()));
        audit.record(handle, audit.event(AuditType.LOGGED_IN, opening.account(), opening.client()));
        return issued;
    }

    /** A browser the owner was not told of ends with the next one they were told of and did not know. */
    private void tell(Handle handle, AccountState admitted, IssuedDevice device, Client client) {
        if (!mails.newDevice(handle, admitted, device, client)) {
            issuer.untold(handle, admitted.account().id(), device);
        }
    }
}
