package dev.doorward.auth.servlet;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Asks for a login on a servlet class, or on one of its {@code doGet}, {@code doPost}, ... methods.
 *
 * <p>Of this annotation and the path's guard in {@link Guards} the stricter holds, so it can only add to what the path
 * asks for. On {@code doGet} it covers HEAD requests too, because {@code HttpServlet} answers them with {@code doGet}.
 * Subclasses keep what their superclasses ask for, also where they override the method.
 *
 * <p><b>What it does not do.</b> It is read from the class of the servlet the container dispatches to. On the
 * controllers of a framework that has one servlet for everything (Spring MVC, JAX-RS) it is never seen, and a
 * {@code RequestDispatcher} obtained by a servlet's <i>name</i> does not pass the filters: only path guards hold there.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface LoginRequired {

    /** The roles of which the user must have at least one; none asked for by default. */
    String[] role() default {};

    /** The login, or its last confirmation, must not be older than this many minutes; 0 asks for no freshness. */
    long freshWithinMinutes() default 0;
}
