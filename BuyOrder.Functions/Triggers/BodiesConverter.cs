using System.Runtime.InteropServices;
using Microsoft.Azure.Functions.Worker.Converters;

namespace BuyOrder.Functions.Triggers;

/// <summary>
/// Gives a function the bodies of a batch as the host's call holds them. The worker itself would copy each one, and a batch of 25 MiB would be
/// there twice as long as it is worked on.
/// </summary>
internal sealed class BodiesConverter : IInputConverter
{
    /// <summary>Unhandled, so that the worker's own converters have their turn, unless it is a batch of bytes.</summary>
    public ValueTask<ConversionResult> ConvertAsync(ConverterContext context) => ValueTask.FromResult(
        context.TargetType == typeof(byte[][]) && context.Source is IEnumerable<ReadOnlyMemory<byte>> bodies
            ? ConversionResult.Success(bodies.Select(ArrayOf).ToArray())
            : ConversionResult.Unhandled());

    private static byte[] ArrayOf(ReadOnlyMemory<byte> body) =>
        MemoryMarshal.TryGetArray(body, out var whole) && whole.Array is { } array && array.Length == body.Length ? array : body.ToArray();
}
