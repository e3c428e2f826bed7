using BuyOrder.Functions.Http;

namespace BuyOrder.Functions.Export;

/// <summary>Answers with a CSV file that is written while it is read. A fault in its middle cuts the connection: see <see cref="HttpBoundary"/>.</summary>
internal sealed class CsvResult(string fileName, Func<CsvWriter, CancellationToken, Task> write) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "text/csv; charset=utf-8; header=present";
        response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";
        return write(new CsvWriter(response.Body), httpContext.RequestAborted);
    }
}
