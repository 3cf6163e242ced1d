package dev.doorward.auth.session;

/** SHA-256 of a cookie's text: what the cache knows a token by, so that a heap dump's cache holds no token. */
record TokenDigest(long first, long second, long third, long fourth) {

    /** The digest is evenly spread already. */
    @Override
    public int hashCode() {
        return (int) first;
    }
}
