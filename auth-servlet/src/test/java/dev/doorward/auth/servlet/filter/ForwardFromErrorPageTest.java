package dev.doorward.auth.servlet.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.doorward.auth.servlet.Guards;
import dev.doorward.auth.testing.TestDoorward;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tomcat gives a forward from within an error page the type ERROR, which Jetty and the specification do not. */
class ForwardFromErrorPageTest {

    @Test
    void an_error_page_that_forwards_opens_no_guarded_page() throws Exception {
        Map<String, Object> attributes = new HashMap<>(Map.of(RequestDispatcher.ERROR_STATUS_CODE, 500));
        HttpServletRequest request = mock(HttpServletRequest.class);
        when(request.getMethod()).thenReturn("GET");
        when(request.getDispatcherType()).thenReturn(DispatcherType.ERROR);
        when(request.getAttribute(anyString())).thenAnswer(call -> attributes.get(call.<String>getArgument(0)));
        doAnswer(call -> attributes.put(call.getArgument(0), call.getArgument(1)))
                .when(request)
                .setAttribute(anyString(), any());
        doAnswer(call -> attributes.remove(call.<String>getArgument(0)))
                .when(request)
                .removeAttribute(anyString());
        HttpServletResponse response = mock(HttpServletResponse.class);
        List<String> served = new ArrayList<>();

        try (TestDoorward test = TestDoorward.inMemory()) {
            GuardFilter filter = new GuardFilter(test.doorward(), new Guards());
            FilterChain privatePage = (q, s) -> served.add("private page");
            when(request.getServletPath()).thenReturn("/error-page");
            filter.doFilter(request, response, (q, s) -> {
                served.add("error page");
                when(request.getServletPath()).thenReturn("/private");
                filter.doFilter(q, s, privatePage);
            });
        }

        assertEquals(List.of("error page"), served);
        verify(response).sendError(HttpServletResponse.SC_UNAUTHORIZED);
    }
}
