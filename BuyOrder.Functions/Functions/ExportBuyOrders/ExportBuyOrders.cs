using BuyOrder.Functions.Export;
using BuyOrder.Functions.Http;

namespace BuyOrder.Functions.Functions;

/// <summary>The buy orders as a CSV file, newest first, by status and creation time.</summary>
internal static class ExportBuyOrders
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/export/buy-orders.csv", Handle)
        .WithName(nameof(ExportBuyOrders))
        .WithQuery(OrderQuery.Filters);

    private static IResult Handle(HttpRequest request, OrderCsv orders)
    {
        var query = new QueryReader(request);
        var filter = OrderQuery.Filter(query);
        return query.Problem is { } problem
            ? problem
            : new CsvResult(OrderCsv.FileName, (csv, token) => orders.WriteAsync(csv, filter, token));
    }
}
