"""The networks: AnnNet and SegNet from timm backbones, with two heads, and the files they are kept in."""
