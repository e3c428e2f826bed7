using System.Text.Json.Serialization;
using BuyOrder.Orders.Verifying;

namespace BuyOrder.Cli;

/// <summary>Results as JSON, written as the API writes them.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(VerificationReport))]
internal sealed partial class CliJson : JsonSerializerContext;
