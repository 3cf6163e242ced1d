package dev.doorward.auth.password;

import java.util.concurrent.atomic.AtomicInteger;

/** For tests of other packages: the real hasher, which tells when it is about to compute and adds up how much. */
public final class HasherSeam implements AutoCloseable {
    private final AtomicInteger work = new AtomicInteger();
    private final PasswordHasher hasher;
    private volatile Runnable beforeNext = () -> {};

    public HasherSeam(Argon2Parameters parameters) {
        Argon2Function argon2 = new NativeArgon2();
        hasher = Passwords.hasher(parameters, (type, version, cost, password, salt, length) -> {
            work.addAndGet(cost.work());
            Runnable before = beforeNext;
            beforeNext = () -> {};
            before.run();
            return argon2.hash(type, version, cost, password, salt, length);
        });
    }

    public PasswordHasher hasher() {
        return hasher;
    }

    /** Does something once, on a hashing thread, while a caller waits for its hash. */
    public void whileHashing(Runnable work) {
        beforeNext = work;
    }

    /** KiB-passes computed since the last call; those of one hash under the current parameters are one hash's work. */
    public int work() {
        return work.getAndSet(0);
    }

    @Override
    public void close() {
        hasher.close();
    }
}
