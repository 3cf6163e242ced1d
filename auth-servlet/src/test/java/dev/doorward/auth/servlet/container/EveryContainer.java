package dev.doorward.auth.servlet.container;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Runs a test with the {@link RunningContainer}s of this test run: those that the system property {@code containers}
 * names, or {@code jetty,tomcat,undertow}. The build runs it again with other generations of the first two. All tests
 * share one server of each kind, and one {@link Application}.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "{0}")
@ArgumentsSource(RunningContainers.class)
@interface EveryContainer {}
