package dev.doorward.auth.account;

/** When whoever registers must have proved that they read the mailbox they named. */
public enum EmailVerification {
    /**
     * Before there is an account. A registration answers alike whether or not the address has one, and nobody can take
     * an address that is somebody else's.
     */
    REQUIRED,
    /** Some time. The account exists at once and its owner can log in; an address that has one is named as taken. */
    OPTIONAL
}
