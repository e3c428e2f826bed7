using System.Globalization;
using Microsoft.AspNetCore.Mvc;

namespace BuyOrder.Functions.Http;

/// <summary>Answers with a problem (RFC 9457) as <c>application/problem+json</c>.</summary>
/// <remarks>
/// Beside the standard members: <c>code</c>, the kind in one word; <c>traceId</c>, under which the log has the call; <c>errors</c> of a wrong
/// request, per member, header or query parameter what is wrong and what is allowed; <c>reason</c> and <c>rejectedId</c> of refused revenue.
/// </remarks>
internal sealed class ProblemResult : IResult
{
    private const string ErrorsMember = "errors";

    private ProblemResult(int status, string type, string title, string? detail = null, IReadOnlyDictionary<string, string[]>? errors = null)
    {
        Problem = new ProblemDetails { Type = type, Title = title, Status = status, Detail = detail };
        if (errors is not null)
            Problem.Extensions[ErrorsMember] = new Dictionary<string, string[]>(errors);
        Problem.Extensions["code"] = ProblemType.CodeOf(type);
    }

    public ProblemDetails Problem { get; }

    /// <summary>Null for another problem than a wrong request.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors => Problem.Extensions.TryGetValue(ErrorsMember, out var errors)
        ? (IReadOnlyDictionary<string, string[]>?)errors
        : null;

    /// <summary>400: which members, headers or parameters are wrong, and what is allowed.</summary>
    public static ProblemResult Invalid(IReadOnlyDictionary<string, string[]> errors) => new(
        StatusCodes.Status400BadRequest, ProblemType.InvalidRequest, "The request is not valid.", Detail(errors), errors);

    /// <summary>400 with one fault.</summary>
    public static ProblemResult Invalid(string member, string fault) => Invalid(new Dictionary<string, string[]> { [member] = [fault] });

    public static ProblemResult NotFound(string detail) => new(StatusCodes.Status404NotFound, ProblemType.NotFound, "Not found.", detail);

    public static ProblemResult NoSuchOrder => NotFound("There is no buy order of this id.");

    public static ProblemResult TooLarge(long allowedBytes) =>
        TooLarge(string.Create(CultureInfo.InvariantCulture, $"The body may have at most {allowedBytes} bytes."));

    /// <summary>413 for a part of the body.</summary>
    public static ProblemResult TooLarge(IReadOnlyDictionary<string, string[]> errors) => TooLarge(Detail(errors), errors);

    public static ProblemResult IdempotencyConflict(string detail) => new(
        StatusCodes.Status422UnprocessableEntity, ProblemType.IdempotencyConflict, "The idempotency key was used for another request.", detail);

    public static ProblemResult Conflict(string detail) => new(
        StatusCodes.Status409Conflict, ProblemType.Conflict, "The request conflicts with the current state.", detail);

    public static ProblemResult PreconditionFailed(string detail) => new(
        StatusCodes.Status412PreconditionFailed, ProblemType.PreconditionFailed, "The resource was modified.", detail);

    public static ProblemResult PreconditionRequired(string detail) => new(
        StatusCodes.Status428PreconditionRequired, ProblemType.PreconditionRequired, "If-Match is required.", detail);

    public static ProblemResult Refused(string detail) => new(
        StatusCodes.Status422UnprocessableEntity, ProblemType.Refused, "The evidence does not support the request.", detail);

    /// <summary>A message that cannot become an entry as things are, and is kept: 409 from the ledger, 422 from a plausibility limit.</summary>
    public static ProblemResult RevenueRefused(bool byLimit, string reason, string detail, string rejectedId)
    {
        var refused = byLimit
            ? new ProblemResult(
                StatusCodes.Status422UnprocessableEntity, ProblemType.ImplausibleRevenue, "The revenue is beyond a limit.", detail)
            : Conflict(detail);
        refused.Problem.Extensions["reason"] = reason;
        refused.Problem.Extensions["rejectedId"] = rejectedId;
        return refused;
    }

    public static ProblemResult Unavailable(string detail) => new(
        StatusCodes.Status503ServiceUnavailable, ProblemType.Unavailable, "The service is temporarily unavailable.", detail);

    public static ProblemResult Internal() => new(
        StatusCodes.Status500InternalServerError, ProblemType.Internal, "An unexpected error occurred.");

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Problem.Status ?? StatusCodes.Status500InternalServerError;
        if (response.StatusCode == StatusCodes.Status503ServiceUnavailable)
            RetryAfter.Set(response);
        Problem.Extensions["traceId"] = InvocationId.Of(httpContext.Request);
        return response.WriteAsJsonAsync(Problem, ApiJson.Default.ProblemDetails, "application/problem+json", httpContext.RequestAborted);
    }

    private static string Detail(IReadOnlyDictionary<string, string[]> errors) =>
        string.Join(' ', errors.Select(error => $"{error.Key}: {string.Join(' ', error.Value)}"));

    private static ProblemResult TooLarge(string detail, IReadOnlyDictionary<string, string[]>? errors = null) =>
        new(StatusCodes.Status413PayloadTooLarge, ProblemType.TooLarge, "The request is too large.", detail, errors);
}

/// <summary>A request refused deep in its reading, too deep for a returned outcome; the HTTP boundary answers with the problem.</summary>
internal sealed class RequestException(ProblemResult problem) : Exception(problem.Problem.Detail)
{
    public ProblemResult Problem { get; } = problem;
}
