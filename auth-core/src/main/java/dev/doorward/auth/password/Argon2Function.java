package dev.doorward.auth.password;

import de.mkammerer.argon2.Argon2Factory.Argon2Types;
import de.mkammerer.argon2.Argon2Version;

/** Argon2 itself, the one edge where tests count and hold up what goes through. */
interface Argon2Function {

    byte[] hash(
            Argon2Types type,
            Argon2Version version,
            Argon2Parameters parameters,
            byte[] password,
            byte[] salt,
            int tagLength);
}
