using BuyOrder.Functions.Triggers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Converters;

namespace BuyOrder.Functions.Tests.Functions.Triggers;

public sealed class BodiesConverterTests
{
    [Fact]
    public async Task Body_that_is_a_whole_array_is_handed_over_as_it_is()
    {
        byte[] body = [1, 2, 3];

        Assert.Same(body, Assert.Single(await BodiesAsync(body)));
    }

    [Fact]
    public async Task Body_that_is_a_part_of_an_array_is_that_part()
    {
        byte[] all = [1, 2, 3, 4];

        var bodies = await BodiesAsync(all.AsMemory(1, 2), all.AsMemory(0, 3), default);

        Assert.Equal([[2, 3], [1, 2, 3], []], bodies);
    }

    [Fact]
    public async Task What_is_no_batch_of_bytes_is_left_to_the_worker()
    {
        Assert.Equal(ConversionStatus.Unhandled, (await ConvertAsync("text", typeof(byte[][]))).Status);
        Assert.Equal(ConversionStatus.Unhandled, (await ConvertAsync(null, typeof(byte[][]))).Status);
        Assert.Equal(ConversionStatus.Unhandled, (await ConvertAsync(new ReadOnlyMemory<byte>[1], typeof(string[]))).Status);
    }

    private static async Task<byte[][]> BodiesAsync(params ReadOnlyMemory<byte>[] source) =>
        Assert.IsType<byte[][]>((await ConvertAsync(source, typeof(byte[][]))).Value);

    private static async Task<ConversionResult> ConvertAsync(object? source, Type target) =>
        await new BodiesConverter().ConvertAsync(new Asked(source, target));

    private sealed class Asked(object? source, Type target) : ConverterContext
    {
        public override Type TargetType => target;

        public override object? Source => source;

        public override FunctionContext FunctionContext => throw new NotSupportedException();

        public override IReadOnlyDictionary<string, object> Properties => new Dictionary<string, object>();
    }
}
