package dev.doorward.demo;

import dev.doorward.auth.servlet.CurrentUser;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** {@code /api/me}: who is asking, for programs. Without a login a program gets 401 and a browser the login page. */
final class MeServlet extends HttpServlet {
    private final JsonMapper json = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        CurrentUser user = CurrentUser.require(request);
        response.setContentType("application/json");
        response.getOutputStream().write(json.writeValueAsBytes(Me.of(user)));
    }

    record Me(
            String id, @Nullable String username, @Nullable String email, boolean emailVerified, List<String> roles) {
        static Me of(CurrentUser user) {
            return new Me(
                    user.id().toString(),
                    user.username(),
                    user.email(),
                    user.session().emailVerified(),
                    user.roles().stream().sorted().toList());
        }
    }
}
