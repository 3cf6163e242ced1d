package dev.doorward.auth.account;

import java.util.List;

/**
 * One page of a list of accounts.
 *
 * @param number counted from 1
 * @param hasNext whether there is a page after it
 */
public record AccountPage(List<Account> accounts, int number, boolean hasNext) {
    public AccountPage {
        accounts = List.copyOf(accounts);
    }
}
