using System.Text.Json;
using BuyOrder.Functions.Tests.Docs;
using Json.Schema;

namespace BuyOrder.Functions.Tests.Integration;

/// <summary>The published schema of a revenue message, in the hands of a validator that knows nothing of the product.</summary>
internal static class MessageSchema
{
    public const string Path = "docs/schema/revenue-message.schema.json";

    private static readonly JsonSchema Schema = JsonSchema.FromText(File.ReadAllText(RepositoryFiles.At(Path)));

    /// <summary>Null when the validator cannot read a text that it must judge: one with half a surrogate pair.</summary>
    public static bool? Accepts(JsonElement message)
    {
        try
        {
            return Schema.Evaluate(message).IsValid;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
