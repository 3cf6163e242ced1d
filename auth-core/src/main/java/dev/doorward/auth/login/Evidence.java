package dev.doorward.auth.login;

import dev.doorward.auth.identity.AccountId;

/**
 * Why somebody is to be let in.
 *
 * @param epoch the account's when the evidence was gathered: if it has moved since, the evidence is stale
 */
record Evidence(AccountId account, int epoch) {}
