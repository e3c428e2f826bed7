using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Encoding;
using Nethereum.Model;
using NethereumSignature = Nethereum.Model.Signature;
using Signature = BuyOrder.Ethereum.Signing.Signature;

namespace BuyOrder.Ethereum.Transactions;

/// <summary>
/// The bytes of a type 2 transaction: <c>0x02 || rlp([chain id, nonce, tip, fee, gas, to, value, data, access list, y, r, s])</c>.
/// Nethereum writes them. They are read from the RLP as it was bounded and decoded once, and what was read is right when a new transaction of those
/// fields has the same bytes.
/// </summary>
internal static class FeeMarketCodec
{
    public static byte[] Encode(FeeMarketTransaction transaction, Signature? signature)
    {
        var encoder = Transaction1559Encoder.Current;
        return signature is null
            ? encoder.EncodeRaw(ToNethereum(transaction.Checked(), null))
            : encoder.Encode(ToNethereum(transaction.Checked(), ToNethereum(signature)));
    }

    /// <exception cref="EthereumFormatException">Anything but the one encoding of a signed transaction whose fields are in range.</exception>
    public static (FeeMarketTransaction Transaction, Signature Signature) Decode(ReadOnlyMemory<byte> encoded)
    {
        if (encoded.IsEmpty || encoded.Span[0] != FeeMarketTransaction.Type)
        {
            throw new EthereumFormatException("Only transactions of type 2 (EIP-1559) are read.");
        }

        if (Rlp.Decode(encoded[1..]).Items is not
            [var chainId, var nonce, var tip, var fee, var gas, var to, var value, var data, var accessList, var parity, var r, var s])
        {
            throw new EthereumFormatException("The fields are not those of a signed transaction.");
        }

        var transaction = Untrusted.Read(() => new FeeMarketTransaction
        {
            ChainId = chainId.ToUInt64(),
            Nonce = nonce.ToUInt64(),
            MaxPriorityFeePerGas = tip.ToUInt256(),
            MaxFeePerGas = fee.ToUInt256(),
            GasLimit = gas.ToUInt64(),
            To = to.Bytes.IsEmpty ? null : new Address(to.Bytes.Span),
            Value = value.ToUInt256(),
            Data = data.Bytes,
            AccessList = [.. accessList.Items.Select(Entry)],
        }.Checked());
        var signature = Untrusted.Read(() => new Signature(r.ToUInt256(), s.ToUInt256(), (int)parity.ToUInt256()));
        return Encode(transaction, signature).AsSpan().SequenceEqual(encoded.Span)
            ? (transaction, signature)
            : throw new EthereumFormatException("The bytes are not the one encoding of their fields.");
    }

    private static AccessListEntry Entry(RlpItem item) => item.Items is [var address, var keys]
        ? new AccessListEntry(new Address(address.Bytes.Span), [.. keys.Items.Select(key => new Hash256(key.Bytes.Span))])
        : throw new EthereumFormatException("An entry of the access list is an address with its keys.");

    private static Transaction1559 ToNethereum(FeeMarketTransaction transaction, NethereumSignature? signature) => new(
        transaction.ChainId, transaction.Nonce, transaction.MaxPriorityFeePerGas, transaction.MaxFeePerGas, transaction.GasLimit,
        transaction.To is { } to ? Hex.Encode(to.ToArray()) : "", transaction.Value, Hex.Encode(transaction.Data.Span),
        [.. transaction.AccessList.Select(ToNethereum)], signature);

    private static AccessListItem ToNethereum(AccessListEntry entry) =>
        new(Hex.Encode(entry.Address.ToArray()), [.. entry.StorageKeys.Select(key => key.ToArray())]);

    private static NethereumSignature ToNethereum(Signature signature) =>
        new(Bytes(signature.R), Bytes(signature.S), [(byte)signature.YParity]);

    private static byte[] Bytes(BigInteger value) => value.ToByteArray(isUnsigned: true, isBigEndian: true);
}
