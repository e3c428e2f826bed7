using System.Globalization;
using BuyOrder.Functions.Hosting;

namespace BuyOrder.Functions.Http;

/// <summary>Answers with a <see cref="Problem"/> as <c>application/problem+json</c>.</summary>
internal sealed class ProblemResult(Problem problem) : IResult
{
    public Problem Problem { get; } = problem;

    /// <summary>400: which members, headers or parameters are wrong, and what is allowed.</summary>
    public static ProblemResult Invalid(IReadOnlyDictionary<string, string[]> errors) => new(new Problem(
        ProblemType.InvalidRequest, "The request is not valid.", StatusCodes.Status400BadRequest,
        string.Join(' ', errors.Select(error => $"{error.Key}: {string.Join(' ', error.Value)}")), errors));

    /// <summary>400 with one fault.</summary>
    public static ProblemResult Invalid(string member, string fault) => Invalid(new Dictionary<string, string[]> { [member] = [fault] });

    public static ProblemResult NotFound(string detail) =>
        new(new Problem(ProblemType.NotFound, "Not found.", StatusCodes.Status404NotFound, detail));

    public static ProblemResult MethodNotAllowed() => new(new Problem(
        ProblemType.MethodNotAllowed, "The method is not allowed.", StatusCodes.Status405MethodNotAllowed));

    public static ProblemResult TooLarge(long allowedBytes) =>
        TooLarge(string.Create(CultureInfo.InvariantCulture, $"The body may have at most {allowedBytes} bytes."));

    /// <summary>413 for a part of the body.</summary>
    public static ProblemResult TooLarge(string detail) =>
        new(new Problem(ProblemType.TooLarge, "The request is too large.", StatusCodes.Status413PayloadTooLarge, detail));

    public static ProblemResult IdempotencyConflict(string detail) => new(new Problem(
        ProblemType.IdempotencyConflict,
        "The idempotency key was used for another request.",
        StatusCodes.Status422UnprocessableEntity,
        detail));

    public static ProblemResult Conflict(string detail) => new(new Problem(
        ProblemType.Conflict, "The request conflicts with the current state.", StatusCodes.Status409Conflict, detail));

    public static ProblemResult PreconditionFailed(string detail) => new(new Problem(
        ProblemType.PreconditionFailed, "The resource was modified.", StatusCodes.Status412PreconditionFailed, detail));

    public static ProblemResult PreconditionRequired(string detail) => new(new Problem(
        ProblemType.PreconditionRequired, "If-Match is required.", StatusCodes.Status428PreconditionRequired, detail));

    public static ProblemResult Refused(string detail) => new(new Problem(
        ProblemType.Refused, "The evidence does not support the request.", StatusCodes.Status422UnprocessableEntity, detail));

    /// <summary>A message that cannot become an entry as things stand, and is kept: 409 from the ledger, 422 from a plausibility limit.</summary>
    public static ProblemResult RevenueRefused(bool byLimit, string reason, string detail, string rejectedId) => new(
        (byLimit
            ? new Problem(ProblemType.ImplausibleRevenue, "The revenue is beyond a limit.", StatusCodes.Status422UnprocessableEntity, detail)
            : Conflict(detail).Problem) with
        {
            Reason = reason,
            RejectedId = rejectedId,
        });

    public static ProblemResult Unavailable(string detail) => new(new Problem(
        ProblemType.Unavailable, "The service is temporarily unavailable.", StatusCodes.Status503ServiceUnavailable, detail));

    public static ProblemResult Internal() => new(new Problem(
        ProblemType.Internal, "An unexpected error occurred.", StatusCodes.Status500InternalServerError));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Problem.Status;
        if (Problem.Status == StatusCodes.Status503ServiceUnavailable)
            RetryAfter.Set(response);
        return response.WriteAsJsonAsync(
            Problem with { TraceId = InvocationReader.InvocationId(httpContext.Request) },
            ApiJson.Default.Problem,
            "application/problem+json",
            httpContext.RequestAborted);
    }
}
