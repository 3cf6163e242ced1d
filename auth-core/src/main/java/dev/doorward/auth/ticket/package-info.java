/**
 * Mailed tokens: bound to one purpose, one subject and one address, and used once.
 *
 * <p>{@link dev.doorward.auth.ticket.Tickets} orders, signs, verifies and consumes them;
 * {@link dev.doorward.auth.ticket.TicketPurpose} says what there are tickets for. A
 * {@link dev.doorward.auth.ticket.TicketOrder} is what waits in the outbox, a {@link dev.doorward.auth.ticket.Ticket}
 * what came back.
 *
 * <p>A ticket carries its account's epoch, so a change of password, address or standing ends every ticket that is on
 * its way. Only those carry none that undo what a thief may have done: a change of address, and the login of a new
 * device.
 */
@NullMarked
package dev.doorward.auth.ticket;

import org.jspecify.annotations.NullMarked;
