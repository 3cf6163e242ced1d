package dev.doorward.auth.mail;

/** Makes the link of a mail at the moment it is sent, so that no live link is ever stored. */
@FunctionalInterface
public interface TicketLinks {

    /** @param ticket what {@link Mail#ticket} was; the link's time may begin now or have begun then */
    String link(String ticket);
}
