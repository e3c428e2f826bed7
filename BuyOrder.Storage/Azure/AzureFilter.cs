using System.Text;

namespace BuyOrder.Storage.Azure;

/// <summary>The service's filter text for a key range of one partition; a quote inside a text is written twice (OData).</summary>
internal static class AzureFilter
{
    public static string Of(TableQuery query)
    {
        var filter = new StringBuilder();
        Append(filter, "PartitionKey eq '", query.Partition);
        if (query.From is not null)
            Append(filter, " and RowKey ge '", query.From);
        if (query.Before is not null)
            Append(filter, " and RowKey lt '", query.Before);
        return filter.ToString();
    }

    private static void Append(StringBuilder filter, string condition, string value) =>
        filter.Append(condition).Append(value.Replace("'", "''", StringComparison.Ordinal)).Append('\'');
}
