export { addressPicture } from './address-picture.ts';
export type { EncodedPicture, Picture, PictureSpec, SourceFile, SourcePage } from './face.ts';
export { pictureHash, sentPictures } from './picture-hash.ts';
export { pictureSpec, wholePictureSpecs, type DrawnAs } from './picture-spec.ts';
export { openPageRenderer, type PageRenderer, type RendererOptions } from './open-page-renderer.ts';
export type { LayerWord, PlacedLayer, Soundness, TextLayer } from './text-layer.ts';
