using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Encoding;
using BuyOrder.Ethereum.Signing;

namespace BuyOrder.Ethereum.Transactions;

/// <summary>
/// The bytes of a type 2 transaction: <c>0x02 || rlp([chain id, nonce, tip, fee, gas, to, value, data, access list, y, r, s])</c>.
/// </summary>
internal static class FeeMarketCodec
{
    private const int SignedFields = 12;

    public static byte[] Encode(FeeMarketTransaction transaction, Signature? signature)
    {
        transaction.Checked();
        List<RlpItem> fields =
        [
            RlpItem.OfInteger(transaction.ChainId),
            RlpItem.OfInteger(transaction.Nonce),
            RlpItem.OfInteger(transaction.MaxPriorityFeePerGas),
            RlpItem.OfInteger(transaction.MaxFeePerGas),
            RlpItem.OfInteger(transaction.GasLimit),
            transaction.To is { } to ? RlpItem.OfBytes(to.ToArray()) : RlpItem.EmptyString,
            RlpItem.OfInteger(transaction.Value),
            RlpItem.OfBytes(transaction.Data),
            RlpItem.OfList([.. transaction.AccessList.Select(Write)]),
        ];
        if (signature is not null)
        {
            fields.AddRange([RlpItem.OfInteger(signature.YParity), RlpItem.OfInteger(signature.R), RlpItem.OfInteger(signature.S)]);
        }

        return [FeeMarketTransaction.Type, .. Rlp.Encode(RlpItem.OfList(fields))];
    }

    public static (FeeMarketTransaction Transaction, Signature Signature) Decode(ReadOnlyMemory<byte> encoded)
    {
        if (encoded.IsEmpty || encoded.Span[0] != FeeMarketTransaction.Type)
        {
            throw new EthereumFormatException("Only transactions of type 2 (EIP-1559) are read.");
        }

        var fields = Rlp.Decode(encoded[1..]).Items;
        if (fields.Count != SignedFields)
        {
            throw new EthereumFormatException($"A signed transaction of type 2 has {SignedFields} fields, not {fields.Count}.");
        }

        try
        {
            return (ReadTransaction(fields).Checked(), ReadSignature(fields));
        }
        catch (ArgumentException e)
        {
            throw new EthereumFormatException($"A field is out of its range: {e.Message}", e);
        }
    }

    private static FeeMarketTransaction ReadTransaction(IReadOnlyList<RlpItem> fields) => new()
    {
        ChainId = fields[0].ToUInt64(),
        Nonce = fields[1].ToUInt64(),
        MaxPriorityFeePerGas = fields[2].ToUInt256(),
        MaxFeePerGas = fields[3].ToUInt256(),
        GasLimit = fields[4].ToUInt64(),
        To = fields[5].Bytes.IsEmpty ? null : fields[5].ToAddress(),
        Value = fields[6].ToUInt256(),
        Data = fields[7].Bytes,
        AccessList = [.. fields[8].Items.Select(Read)],
    };

    private static Signature ReadSignature(IReadOnlyList<RlpItem> fields) =>
        new(fields[10].ToUInt256(), fields[11].ToUInt256(), (int)Math.Min(fields[9].ToUInt64(), int.MaxValue));

    private static RlpItem Write(AccessListEntry entry) => RlpItem.OfList(
        RlpItem.OfBytes(entry.Address.ToArray()),
        RlpItem.OfList([.. entry.StorageKeys.Select(key => RlpItem.OfBytes(key.ToArray()))]));

    private static AccessListEntry Read(RlpItem item) => item.Items is [var address, var keys]
        ? new AccessListEntry(address.ToAddress(), [.. keys.Items.Select(key => key.ToHash256())])
        : throw new EthereumFormatException("An entry of an access list is an address and its storage keys.");
}
