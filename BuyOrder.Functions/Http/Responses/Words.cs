using System.Text.Json;

namespace BuyOrder.Functions.Http.Responses;

/// <summary>How the API writes the names of the domain: lower case, as everything else it writes.</summary>
internal static class Words
{
    public static string Of<T>(T value)
        where T : struct, Enum =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
