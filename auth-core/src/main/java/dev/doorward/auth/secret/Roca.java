package dev.doorward.auth.secret;

import java.math.BigInteger;

/**
 * Knows RSA keys whose primes came from the smart cards of CVE-2017-15361: whoever has the public key can find the
 * private one. Such a prime is a power of 65537 modulo every small prime, and so is the product of two.
 */
final class Roca {

    private static final BigInteger GENERATOR = BigInteger.valueOf(65_537);

    /** Those modulo which not every number is such a power; about one key in 10^8 passes for one by chance. */
    private static final int[] PRIMES = {11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157};

    private Roca() {}

    static boolean made(BigInteger modulus) {
        for (int prime : PRIMES) {
            int base = GENERATOR.mod(BigInteger.valueOf(prime)).intValueExact();
            int wanted = modulus.mod(BigInteger.valueOf(prime)).intValueExact();
            if (!isPower(wanted, base, prime)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPower(int wanted, int base, int prime) {
        int power = 1;
        do {
            if (power == wanted) {
                return true;
            }
            power = power * base % prime;
        } while (power != 1);
        return false;
    }
}
