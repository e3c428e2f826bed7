namespace BuyOrder.Ethereum.Encoding;

/// <summary>(T1,T2,…), a Solidity struct.</summary>
internal sealed class AbiTuple(AbiParameters components)
    : AbiType(components.ToString(), components.IsDynamic, components.IsDynamic ? WordSize : components.HeadSize, components.Depth + 1)
{
    internal override object Normalize(object value) => components.Normalize(AbiSequence.ItemsOf(value) ?? throw Refuse(value));

    internal override int Measure(object value) => components.Measure((object[])value);

    internal override void Write(object value, Span<byte> destination) => components.Write((object[])value, destination);

    internal override object Read(AbiFrame frame) => components.Read(frame);
}
